// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges;

import io.tracewheel.evaluators.Unscored;
import io.tracewheel.judges.Asking.Question;
import io.tracewheel.judges.client.JudgeCallException;
import io.tracewheel.judges.client.JudgeCallException.Kind;
import io.tracewheel.judges.client.JudgeClient;
import io.tracewheel.judges.client.JudgeReply;
import io.tracewheel.judges.conduct.Breaker;
import io.tracewheel.judges.conduct.Budget;
import io.tracewheel.judges.conduct.Concurrency;
import io.tracewheel.judges.conduct.FlightCache;
import io.tracewheel.judges.conduct.OverBudgetException;
import io.tracewheel.judges.conduct.Pace;
import io.tracewheel.judges.conduct.Spent;
import io.tracewheel.judges.rubric.BadVerdictException;
import io.tracewheel.judges.rubric.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One judge with all that keeps it in bounds. Judgements wait in a bounded queue; threads of its
 * own make the calls, as many as go well. Safe for use by many threads.
 */
final class Judge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
  private static final Duration KEEP_FAILURE = Duration.ofSeconds(60);

  private final JudgeSettings settings;
  private final JudgeClient client;
  private final Budget budget;
  private final JudgeWorld world;
  private final Breaker breaker;
  private final Concurrency concurrency;
  private final Pace pace;
  private final FlightCache<Judged> cache;
  private final ThreadPoolExecutor callers;
  private final ScheduledThreadPoolExecutor later;
  private final Deque<Asking> queue = new ArrayDeque<>();

  /** All that were asked and not finished. */
  private final Set<Asking> open = ConcurrentHashMap.newKeySet();

  private boolean wakeSet;
  private boolean closed;

  Judge(JudgeSettings settings, JudgeClient client, Budget budget, JudgeWorld world) {
    this.settings = settings;
    this.client = client;
    this.budget = budget;
    this.world = world;
    JudgeSettings.Conduct conduct = settings.conduct();
    breaker = new Breaker(conduct.breakerWait(), conduct.breakerLongest());
    concurrency = new Concurrency(conduct.startConcurrency(), conduct.maxConcurrency());
    pace =
        new Pace(conduct.requestsPerMinute(), conduct.tokensPerMinute(), world.clock().nanoTime());
    cache =
        new FlightCache<>(
            conduct.cacheEntries(),
            judged -> {
              if (judged.verdict() != null) {
                return conduct.cacheTime();
              }
              return judged.why() == Unscored.INVALID_OUTPUT ? KEEP_FAILURE : Duration.ZERO;
            });
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(work, "judge-" + settings.name());
          thread.setDaemon(true);
          return thread;
        };
    callers =
        new ThreadPoolExecutor(
            conduct.maxConcurrency(),
            conduct.maxConcurrency(),
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    callers.allowCoreThreadTimeOut(true);
    later = new ScheduledThreadPoolExecutor(1, threads);
    later.setRemoveOnCancelPolicy(true);
    later.setKeepAliveTime(5, TimeUnit.SECONDS);
    later.allowCoreThreadTimeOut(true);
  }

  JudgeSettings settings() {
    return settings;
  }

  /** Whether it is what these settings describe, and may be asked. */
  boolean serves(JudgeSettings others, Budget from) {
    return budget == from
        && settings.fingerprint().equals(others.fingerprint())
        && breaker.paused() == null;
  }

  /** Calls that are being made now. */
  int running() {
    return concurrency.running();
  }

  /** Asks, unless the same was asked before. */
  FlightCache.Hit<Judged> ask(Question question) {
    String key =
        question.rubric().version() + " " + settings.version() + " " + question.prompt().hash();
    return cache.get(key, world.clock()::nanoTime, () -> queued(question));
  }

  private CompletionStage<Judged> queued(Question question) {
    Asking asking = new Asking(question, settings, world);
    open.add(asking);
    Asking dropped = null;
    boolean refused;
    synchronized (queue) {
      refused = closed;
      if (!refused) {
        if (queue.size() >= settings.conduct().queue()) {
          dropped = queue.pollFirst();
        }
        queue.addLast(asking);
      }
    }
    if (refused) {
      finish(asking, asking.not(Unscored.JUDGE_PAUSED, "the judge is shut down"));
    }
    if (dropped != null) {
      finish(
          dropped,
          dropped.not(
              Unscored.QUEUE_FULL, "more than " + settings.conduct().queue() + " judgements wait"));
    }
    pump();
    return asking.done;
  }

  /** Starts as many calls as may run. */
  private void pump() {
    List<Asking> expired = new ArrayList<>();
    synchronized (queue) {
      long now = world.clock().nanoTime();
      while (!queue.isEmpty() && !closed) {
        Asking head = queue.getFirst();
        if (now - head.askedAt > settings.conduct().maxAge().toNanos()) {
          expired.add(queue.removeFirst());
          continue;
        }
        long permit = concurrency.tryAcquire();
        if (permit < 0) {
          break;
        }
        long wait = pace.take(head.mostTokens(), now);
        if (wait > 0) {
          concurrency.release();
          wake(wait);
          break;
        }
        Asking next = queue.removeFirst();
        callers.execute(() -> call(next, permit));
      }
    }
    for (Asking asking : expired) {
      finish(asking, asking.not(Unscored.TIMED_OUT, "it waited too long for its turn"));
    }
  }

  private void wake(long nanos) {
    if (!wakeSet) {
      wakeSet = true;
      later.schedule(
          () -> {
            synchronized (queue) {
              wakeSet = false;
            }
            pump();
          },
          nanos,
          TimeUnit.NANOSECONDS);
    }
  }

  private void call(Asking asking, long permit) {
    try {
      String shut = breaker.enter(world.clock().nanoTime());
      if (shut != null) {
        concurrency.release();
        finish(asking, asking.not(Unscored.JUDGE_PAUSED, shut));
        return;
      }
      Budget.Reservation reservation;
      try {
        reservation =
            budget.reserve(
                asking.question.rule(),
                asking.question.limits(),
                asking.most(world.clock().unixNanos()));
      } catch (OverBudgetException e) {
        breaker.left();
        concurrency.release();
        finish(asking, asking.not(Unscored.BUDGET, String.valueOf(e.getMessage())));
        return;
      }
      call(asking, permit, reservation);
    } finally {
      pump();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a client that throws must not cost a thread or a permit
  private void call(Asking asking, long permit, Budget.Reservation reservation) {
    String span = JudgeTrace.newSpanId(world.random());
    long start = world.clock().unixNanos();
    JudgeReply reply = null;
    JudgeCallException failure = null;
    try {
      reply = client.ask(asking.request(span));
    } catch (JudgeCallException e) {
      failure = e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      failure =
          new JudgeCallException(
              Kind.UNREADABLE, "the client failed with " + e.getClass().getSimpleName());
    }
    asking.made(reply, settle(asking, reservation, reply, failure, start));
    String errorType = failure == null ? null : failure.errorType();
    world.spans().ended(asking.span(span, start, world.clock().unixNanos(), reply, errorType));
    if (reply != null) {
      breaker.answered(world.clock().nanoTime());
      concurrency.succeeded();
      pace.succeeded();
      answered(asking, reply);
    } else if (failure != null) {
      note(failure, permit);
      failed(asking, failure);
    }
  }

  private static Spent settle(
      Asking asking,
      Budget.Reservation reservation,
      @Nullable JudgeReply reply,
      @Nullable JudgeCallException failure,
      long when) {
    if (reply != null && reply.inputTokens() >= 0 && reply.outputTokens() >= 0) {
      return reservation.settle(
          reply.inputTokens() + reply.outputTokens(),
          asking.money(reply.inputTokens(), reply.outputTokens(), when));
    }
    boolean free = failure != null && !failure.mayBeBilled();
    return free ? reservation.settle(0L, 0L) : reservation.settle(null, null);
  }

  private void answered(Asking asking, JudgeReply reply) {
    switch (reply.end()) {
      case CUT_OFF ->
          finish(
              asking,
              asking.not(
                  Unscored.INVALID_OUTPUT,
                  "the answer was cut off at " + settings.maxOutputTokens() + " tokens"));
      case WITHHELD ->
          finish(asking, asking.not(Unscored.JUDGE_REFUSED, "the provider withheld the answer"));
      case WHOLE -> read(asking, reply.text());
    }
  }

  private void read(Asking asking, String text) {
    try {
      Verdict verdict = asking.question.rubric().read(text, asking.question.prompt().items());
      finish(
          asking,
          verdict == null
              ? asking.not(Unscored.NOT_APPLICABLE, "the judge found nothing to judge")
              : asking.judged(verdict));
    } catch (BadVerdictException e) {
      String problem = String.valueOf(e.getMessage());
      if (asking.repaired()) {
        finish(asking, asking.not(Unscored.INVALID_OUTPUT, problem));
      } else {
        asking.repair(text, problem);
        again(asking);
      }
    }
  }

  /** What a failure says about the judge. */
  private void note(JudgeCallException failure, long permit) {
    long now = world.clock().nanoTime();
    switch (failure.kind()) {
      case RATE_LIMITED -> {
        pace.slowDown(now);
        concurrency.overloaded(permit);
        // It is there, and busy: waiting helps, shutting does not.
        breaker.answered(now);
      }
      case TIMED_OUT, UNREACHABLE -> {
        concurrency.overloaded(permit);
        breaker.failed(now, failure.kind() == Kind.TIMED_OUT);
      }
      case NO_ENTRY -> {
        concurrency.release();
        pause(failure);
      }
      case REFUSED -> {
        concurrency.release();
        breaker.answered(now);
      }
      case UNREADABLE -> {
        concurrency.release();
        breaker.failed(now, false);
      }
    }
    if (failure.retryAfter() != null) {
      pace.pause(failure.retryAfter(), now);
    }
  }

  private void pause(JudgeCallException failure) {
    String reason =
        "judge "
            + settings.name()
            + " does not let us in ("
            + failure.getMessage()
            + "); check its key, bill, model and endpoint, then load the rules again";
    if (breaker.paused() == null) {
      LOG.warn("No more calls are made: {}.", reason);
    }
    breaker.pause(reason);
  }

  private void failed(Asking asking, JudgeCallException failure) {
    Unscored why =
        switch (failure.kind()) {
          case TIMED_OUT -> Unscored.TIMED_OUT;
          case RATE_LIMITED -> Unscored.RATE_LIMITED;
          case UNREACHABLE -> Unscored.UNREACHABLE;
          case NO_ENTRY -> Unscored.JUDGE_PAUSED;
          case REFUSED -> Unscored.JUDGE_REFUSED;
          case UNREADABLE -> Unscored.INVALID_OUTPUT;
        };
    String reason = String.valueOf(failure.getMessage());
    if (!failure.kind().retried() || asking.attempts() > settings.conduct().retries()) {
      finish(asking, asking.not(why, reason));
      return;
    }
    long wait = wait(asking.attempts());
    if (failure.retryAfter() != null) {
      wait = Math.max(wait, failure.retryAfter().toNanos());
    }
    long age = world.clock().nanoTime() - asking.askedAt;
    if (age + wait > settings.conduct().maxAge().toNanos()) {
      finish(asking, asking.not(why, reason + ", and it may not be tried again soon enough"));
      return;
    }
    try {
      later.schedule(() -> again(asking), wait, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      finish(asking, asking.not(why, reason));
    }
  }

  private long wait(int attempt) {
    long shortest = settings.conduct().shortestWait().toNanos();
    long longest = settings.conduct().longestWait().toNanos();
    double most = Math.min(longest, shortest * Math.pow(4, attempt));
    return shortest + (long) (world.random().nextDouble() * Math.max(0, most - shortest));
  }

  private void again(Asking asking) {
    boolean shut;
    synchronized (queue) {
      shut = closed;
      if (!shut) {
        queue.addFirst(asking);
      }
    }
    if (shut) {
      finish(asking, asking.not(Unscored.JUDGE_PAUSED, "the judge is shut down"));
    } else {
      pump();
    }
  }

  private void finish(Asking asking, Judged judged) {
    if (!open.remove(asking)) {
      return;
    }
    if (judged.judgement() != null) {
      world.spans().ended(asking.span(judged, world.clock().unixNanos()));
    }
    asking.done.complete(judged);
  }

  /** Gives up all that waits; calls that are being made are given up too. */
  @Override
  public void close() {
    synchronized (queue) {
      closed = true;
      queue.clear();
    }
    later.shutdownNow();
    callers.shutdownNow();
    try {
      // What the calls cost is settled before the budget is closed.
      callers.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Asking asking : List.copyOf(open)) {
      finish(asking, asking.not(Unscored.JUDGE_PAUSED, "the judge is shut down"));
    }
  }
}
