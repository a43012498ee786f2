// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.receive;

import io.tracewheel.otlp.Signal;
import io.tracewheel.server.log.Entry;
import io.tracewheel.server.log.LogReader;
import io.tracewheel.server.log.LogStatistics;
import io.tracewheel.server.log.RequestLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A log in memory whose appends can be held back, to see what happens before they complete. */
final class HeldLog implements RequestLog {
  private final List<Logged> logged = new ArrayList<>();
  private final List<CompletableFuture<Long>> waiting = new ArrayList<>();
  private boolean held;
  private @Nullable RuntimeException failure;

  /** One entry with its own copy of the bytes. */
  record Logged(Signal signal, byte[] request) {}

  @Override
  public synchronized CompletableFuture<Long> append(List<Entry> entries) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    for (Entry entry : entries) {
      logged.add(new Logged(entry.signal(), entry.body().bytes().toByteArray()));
    }
    CompletableFuture<Long> appended = new CompletableFuture<>();
    if (held) {
      waiting.add(appended);
    } else {
      appended.complete((long) logged.size());
    }
    notifyAll();
    return appended;
  }

  @Override
  public Map<String, LogReader> readers(Collection<String> names) {
    throw new UnsupportedOperationException("nothing reads from this log");
  }

  @Override
  public synchronized long end() {
    return logged.size();
  }

  @Override
  public LogStatistics statistics() {
    return new LogStatistics(0, 0, 0, 0, 0, 0);
  }

  @Override
  public void close() {}

  synchronized void hold() {
    held = true;
  }

  void release() {
    List<CompletableFuture<Long>> all;
    synchronized (this) {
      held = false;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(appended -> appended.complete(0L));
  }

  synchronized void failWith(RuntimeException e) {
    failure = e;
  }

  synchronized List<Logged> logged() {
    return List.copyOf(logged);
  }

  synchronized void awaitEntries(int count) throws InterruptedException {
    while (logged.size() < count) {
      wait(10_000);
    }
  }
}
