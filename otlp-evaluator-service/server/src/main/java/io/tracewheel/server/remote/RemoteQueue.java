// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.remote;

import com.google.protobuf.Struct;
import io.grpc.Status;
import io.tracewheel.evaluators.EvaluationClock;
import io.tracewheel.evaluators.Unjudged;
import io.tracewheel.evaluators.Unscored;
import io.tracewheel.judges.conduct.Breaker;
import io.tracewheel.proto.evaluator.v1.EvaluateRequest;
import io.tracewheel.proto.evaluator.v1.EvaluateResponse;
import io.tracewheel.proto.evaluator.v1.Result;
import io.tracewheel.proto.evaluator.v1.Subject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts subjects together into calls of one evaluator of a server, within bounds on count, bytes,
 * time and calls at once. Each subject gets an answer in bounded time: a result, or why there is
 * none. A call that was not answered because the connection failed is made once more; a server that
 * fails goes on not being asked for a while. Safe for use by many threads.
 */
final class RemoteQueue {
  private static final Duration BREAK = Duration.ofSeconds(5);
  private static final Duration LONGEST_BREAK = Duration.ofMinutes(5);
  private static final long RETRY_MILLIS = 200;

  private final RemoteSettings settings;
  private final RemoteConnection connection;
  private final ScheduledExecutorService timer;
  private final EvaluationClock clock;
  private final Breaker breaker = new Breaker(BREAK, LONGEST_BREAK);
  private final Map<Kind, Deque<Waiting>> waiting = new LinkedHashMap<>();
  private int queued;
  private int calls;

  /** What can go in one call. */
  private record Kind(String evaluator, Struct parameters) {}

  /** What became of a subject: exactly one of them is there. */
  record Answer(@Nullable Result result, @Nullable Unjudged why) {
    static Answer none(Unscored why, String reason) {
      return new Answer(null, Unjudged.of(why, reason));
    }
  }

  private record Waiting(
      Subject subject, int bytes, long since, CompletableFuture<Answer> answer) {}

  RemoteQueue(
      RemoteSettings settings,
      RemoteConnection connection,
      ScheduledExecutorService timer,
      EvaluationClock clock) {
    this.settings = settings;
    this.connection = connection;
    this.timer = timer;
    this.clock = clock;
  }

  /** Has a subject judged; completes in bounded time and never exceptionally. */
  CompletableFuture<Answer> ask(String evaluator, Struct parameters, Subject subject) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    int bytes = subject.getSerializedSize() + 32;
    String refusal = connection.refusal();
    if (refusal != null) {
      return CompletableFuture.completedFuture(Answer.none(Unscored.JUDGE_PAUSED, refusal));
    }
    if (bytes > settings.batchBytes()) {
      return CompletableFuture.completedFuture(
          Answer.none(
              Unscored.OVER_LIMIT,
              "it has " + bytes + " bytes and " + settings.batchBytes() + " go into a call"));
    }
    boolean full;
    synchronized (this) {
      if (queued >= settings.queue()) {
        return CompletableFuture.completedFuture(
            Answer.none(
                Unscored.QUEUE_FULL, settings.queue() + " wait for remote " + settings.name()));
      }
      queued++;
      Deque<Waiting> like =
          waiting.computeIfAbsent(new Kind(evaluator, parameters), kind -> new ArrayDeque<>());
      like.add(new Waiting(subject, bytes, clock.nanoTime(), answer));
      full = like.size() >= settings.batch();
    }
    if (full) {
      send();
    } else if (!later(settings.linger().toMillis(), this::send)) {
      giveUp();
    }
    // Waiting, a call, and the same once more; the last resort if a call is never answered.
    return answer.completeOnTimeout(
        Answer.none(Unscored.TIMED_OUT, "remote " + settings.name() + " took too long"),
        4 * settings.timeout().toMillis() + 1_000,
        TimeUnit.MILLISECONDS);
  }

  /** Whether it will be done; not when all is closed. */
  private boolean later(long millis, Runnable what) {
    try {
      var unused = timer.schedule(what, millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Makes as many calls as may be made with what has waited long enough. */
  private void send() {
    while (true) {
      Kind kind;
      List<Waiting> batch;
      synchronized (this) {
        kind = calls < settings.concurrency() ? next() : null;
        if (kind == null) {
          return;
        }
        batch = take(kind);
        calls++;
      }
      String refusal = breaker.enter(clock.nanoTime());
      if (refusal == null) {
        call(kind, batch, true);
      } else {
        end(batch, resting());
      }
    }
  }

  private Answer resting() {
    return Answer.none(
        Unscored.JUDGE_PAUSED,
        "remote " + settings.name() + " failed too often and is not asked for a while");
  }

  /** The kind whose first subject has waited longest, if long enough or for a full call. */
  private @Nullable Kind next() {
    Kind oldest = null;
    long since = 0;
    for (Map.Entry<Kind, Deque<Waiting>> entry : waiting.entrySet()) {
      if (entry.getValue().size() >= settings.batch()) {
        return entry.getKey();
      }
      long first = entry.getValue().element().since();
      if (oldest == null || first - since < 0) {
        oldest = entry.getKey();
        since = first;
      }
    }
    return oldest != null && clock.nanoTime() - since >= settings.linger().toNanos()
        ? oldest
        : null;
  }

  private List<Waiting> take(Kind kind) {
    Deque<Waiting> of = waiting.get(kind);
    List<Waiting> batch = new ArrayList<>();
    long bytes = 0;
    while (of != null
        && !of.isEmpty()
        && batch.size() < settings.batch()
        && bytes + of.element().bytes() <= settings.batchBytes()) {
      bytes += of.element().bytes();
      batch.add(of.remove());
    }
    if (of != null && of.isEmpty()) {
      waiting.remove(kind);
    }
    return batch;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the answers of the subjects say what came of it
  private void call(Kind kind, List<Waiting> batch, boolean mayRepeat) {
    EvaluateRequest.Builder request =
        EvaluateRequest.newBuilder()
            .setEvaluatorId(kind.evaluator())
            .setParameters(kind.parameters());
    for (int i = 0; i < batch.size(); i++) {
      request.addSubjects(batch.get(i).subject().toBuilder().setId(Integer.toString(i)));
    }
    connection
        .evaluate(request.build())
        .whenComplete(
            (response, failure) -> {
              if (failure == null) {
                breaker.answered(clock.nanoTime());
                deal(batch, response);
                done(batch, Answer.none(Unscored.INVALID_OUTPUT, "the answer leaves it out"));
              } else {
                failed(kind, batch, mayRepeat, Status.fromThrowable(failure).getCode());
              }
            });
  }

  private void again(Kind kind, List<Waiting> batch) {
    if (breaker.enter(clock.nanoTime()) == null) {
      call(kind, batch, false);
    } else {
      done(batch, resting());
    }
  }

  private static void deal(List<Waiting> batch, EvaluateResponse response) {
    Map<String, Result> results = new HashMap<>();
    Map<String, Boolean> twice = new HashMap<>();
    for (Result result : response.getResultsList()) {
      if (results.put(result.getSubjectId(), result) != null) {
        twice.put(result.getSubjectId(), true);
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      String id = Integer.toString(i);
      Result result = results.get(id);
      if (twice.containsKey(id)) {
        batch
            .get(i)
            .answer()
            .complete(Answer.none(Unscored.INVALID_OUTPUT, "the answer has two results for it"));
      } else if (result != null) {
        batch.get(i).answer().complete(new Answer(result, null));
      }
    }
  }

  private void failed(Kind kind, List<Waiting> batch, boolean mayRepeat, Status.Code code) {
    switch (code) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE -> {
        breaker.answered(clock.nanoTime());
        done(batch, none(Unscored.JUDGE_REFUSED, "does not take the request", code));
      }
      case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> {
        breaker.failed(clock.nanoTime(), false);
        done(batch, none(Unscored.JUDGE_REFUSED, "does not let us in", code));
      }
      case UNAVAILABLE -> {
        breaker.failed(clock.nanoTime(), false);
        if (mayRepeat) {
          long pause = RETRY_MILLIS / 2 + ThreadLocalRandom.current().nextLong(RETRY_MILLIS);
          if (later(pause, () -> again(kind, batch))) {
            return;
          }
        }
        done(batch, none(Unscored.UNREACHABLE, "cannot be reached", code));
      }
      case DEADLINE_EXCEEDED -> {
        breaker.failed(clock.nanoTime(), true);
        done(batch, none(Unscored.TIMED_OUT, "took too long", code));
      }
      case RESOURCE_EXHAUSTED -> {
        breaker.failed(clock.nanoTime(), false);
        done(batch, none(Unscored.RATE_LIMITED, "has too much to do, or says too much", code));
      }
      default -> {
        breaker.failed(clock.nanoTime(), false);
        done(batch, none(Unscored.FAILED, "failed", code));
      }
    }
  }

  private Answer none(Unscored why, String did, Status.Code code) {
    return Answer.none(why, "remote " + settings.name() + " " + did + " (" + code + ")");
  }

  /** A call is over: what has no answer gets this one, and the next call may be made. */
  private void done(List<Waiting> batch, Answer otherwise) {
    end(batch, otherwise);
    send();
  }

  private void end(List<Waiting> batch, Answer otherwise) {
    synchronized (this) {
      calls--;
      queued -= batch.size();
    }
    batch.forEach(one -> one.answer().complete(otherwise));
  }

  /** Nothing is asked any more. */
  void giveUp() {
    List<Waiting> left = new ArrayList<>();
    synchronized (this) {
      waiting.values().forEach(left::addAll);
      waiting.clear();
      queued -= left.size();
    }
    left.forEach(
        one ->
            one.answer()
                .complete(
                    Answer.none(Unscored.UNREACHABLE, "remote " + settings.name() + " is closed")));
  }
}
