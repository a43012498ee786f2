// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where destinations begin that are new to a log: where the slowest of the others is, so that a
 * renamed one takes over and an added one does not get all that Kafka still keeps.
 */
record NewGroups(Admin admin, Topic topic, String prefix) {
  private static final long PATIENCE_SECONDS = 60;

  /**
   * Gives the groups without offsets theirs. Where there is no other group, they begin at the
   * oldest record.
   *
   * @throws IOException if Kafka does not answer
   */
  void begin(Collection<String> names) throws IOException {
    try {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> known = new HashMap<>();
      for (GroupListing group : admin.listGroups().all().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        if (group.groupId().startsWith(prefix + ".")) {
          known.put(group.groupId(), offsets(group.groupId()));
        }
      }
      known.values().removeIf(Map::isEmpty);
      List<String> fresh = new ArrayList<>();
      for (String name : names) {
        if (!known.containsKey(prefix + "." + name)) {
          fresh.add(prefix + "." + name);
        }
      }
      if (!fresh.isEmpty()) {
        // Also where they begin at the oldest: a destination that gets nothing for long must have
        // offsets of its own, or it would be taken for a new one at the next start.
        Map<TopicPartition, OffsetAndMetadata> begin = oldest();
        begin.putAll(slowest(known.values()));
        for (String group : fresh) {
          place(group, begin);
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("The consumer groups of Kafka cannot be read: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        new HashMap<>(
            admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    offsets.values().removeIf(offset -> offset == null);
    offsets.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
    return offsets;
  }

  private Map<TopicPartition, OffsetAndMetadata> oldest()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int number = 0; number < topic.partitions(); number++) {
      wanted.put(new TopicPartition(topic.name(), number), OffsetSpec.earliest());
    }
    Map<TopicPartition, OffsetAndMetadata> oldest = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach(
            (partition, found) -> oldest.put(partition, new OffsetAndMetadata(found.offset())));
    return oldest;
  }

  /** A partition of which a group has nothing yet is not in it: there all begin at the oldest. */
  private static Map<TopicPartition, OffsetAndMetadata> slowest(
      Collection<Map<TopicPartition, OffsetAndMetadata>> groups) {
    Map<TopicPartition, OffsetAndMetadata> slowest = new HashMap<>();
    groups.forEach(
        group ->
            group.forEach(
                (partition, offset) ->
                    slowest.merge(partition, offset, (a, b) -> a.offset() <= b.offset() ? a : b)));
    groups.forEach(group -> slowest.keySet().retainAll(group.keySet()));
    return slowest;
  }

  private void place(String group, Map<TopicPartition, OffsetAndMetadata> offsets)
      throws InterruptedException, TimeoutException {
    try {
      admin.alterConsumerGroupOffsets(group, offsets).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // Another evaluator has joined it already, and placed it.
    }
  }
}
