// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

import io.tracewheel.server.config.EvaluatorConfig;
import io.tracewheel.server.log.LogOpenException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a log, found to be fit for it.
 *
 * @param partitions that traces are divided among
 */
record Topic(String name, int partitions) {
  private static final long PATIENCE_SECONDS = 60;
  private static final long RETRY_MILLIS = 100;

  /**
   * Finds the topic, or makes it.
   *
   * @param largestRecord bytes that one record may have
   * @throws LogOpenException if Kafka cannot be reached, or the topic could lose requests
   */
  static Topic open(Admin admin, EvaluatorConfig.Kafka settings, int largestRecord)
      throws LogOpenException {
    try {
      TopicDescription found = found(admin, settings.topic());
      if (found == null) {
        make(admin, settings, largestRecord);
        found = awaited(admin, settings.topic());
      }
      check(admin, found, largestRecord);
      return new Topic(found.name(), found.partitions().size());
    } catch (ExecutionException e) {
      throw unreachable(settings, String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw unreachable(settings, "no answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(settings, "interrupted", e);
    }
  }

  private static LogOpenException unreachable(
      EvaluatorConfig.Kafka settings, String reason, Exception cause) {
    return new LogOpenException(
        "The topic "
            + settings.topic()
            + " of Kafka at "
            + String.join(",", settings.bootstrapServers())
            + " cannot be used ("
            + reason
            + "); check log.kafka and the brokers.",
        cause);
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static @Nullable TopicDescription found(Admin admin, String name)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw e;
    }
  }

  /** A topic that was just made is not known to every broker at once. */
  private static TopicDescription awaited(Admin admin, String name)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      TopicDescription found = found(admin, name);
      if (found != null) {
        return found;
      }
      Thread.sleep(RETRY_MILLIS);
    }
    throw new TimeoutException();
  }

  private static void make(Admin admin, EvaluatorConfig.Kafka settings, int largestRecord)
      throws InterruptedException, ExecutionException, TimeoutException {
    NewTopic topic =
        new NewTopic(settings.topic(), settings.partitions(), (short) settings.replication())
            .configs(
                Map.of(
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    Integer.toString(Math.max(1, settings.replication() - 1)),
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(settings.retention().toMillis()),
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(largestRecord),
                    TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                    "false"));
    try {
      get(admin.createTopics(List.of(topic)).all());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // another evaluator was first
        throw e;
      }
    }
  }

  private static void check(Admin admin, TopicDescription topic, int largestRecord)
      throws LogOpenException, InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Map<ConfigResource, Config> all = get(admin.describeConfigs(List.of(resource)).all());
    Config config = all.get(resource);
    if (config == null) {
      throw new TimeoutException();
    }
    int replicas =
        topic.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0);
    demand(
        replicas == 1
            || Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)) > 1,
        topic,
        "has "
            + replicas
            + " replicas, but min.insync.replicas is 1, so that one broker's death loses"
            + " requests; set it to 2");
    demand(
        !value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG).equals("true"),
        topic,
        "allows unclean leader elections, which lose requests; set"
            + " unclean.leader.election.enable to false");
    demand(
        !value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact"),
        topic,
        "is compacted, which loses requests; set cleanup.policy to delete");
    long largest = Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    demand(
        largest >= largestRecord,
        topic,
        "takes messages of "
            + largest
            + " bytes, but requests may have "
            + largestRecord
            + " with their scores; set max.message.bytes to that, or lower max_request_bytes of"
            + " both receivers");
  }

  private static String value(Config config, String key) {
    return config.get(key).value();
  }

  private static void demand(boolean good, TopicDescription topic, String fault)
      throws LogOpenException {
    if (!good) {
      throw new LogOpenException("The Kafka topic " + topic.name() + " " + fault + ".");
    }
  }
}
