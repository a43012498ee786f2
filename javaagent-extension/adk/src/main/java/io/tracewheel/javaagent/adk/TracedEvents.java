// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import com.google.adk.events.Event;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Messages;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The same events as another flow's. What is below runs in the run's context, what is above in the
 * one around the run.
 */
final class TracedEvents extends Flowable<Event> {

  private final Flowable<Event> source;
  private final AgentRun run;

  TracedEvents(Flowable<Event> source, AgentRun run) {
    this.source = source;
    this.run = run;
  }

  @Override
  protected void subscribeActual(Subscriber<? super Event> actual) {
    GenAiCall call = run.callOfThisSubscription();
    try (Current inside = new Current(call.context())) {
      source.subscribe(new Watch(actual, call, this));
    }
  }

  private static final class Watch implements FlowableSubscriber<Event>, Subscription {
    private final Subscriber<? super Event> actual;
    private final GenAiCall call;

    /** Held so that the run is not taken for abandoned while it goes on. */
    @SuppressWarnings("unused")
    private final TracedEvents flow;

    private volatile @Nullable Subscription upstream;
    private @Nullable String answer;

    Watch(Subscriber<? super Event> actual, GenAiCall call, TracedEvents flow) {
      this.actual = actual;
      this.call = call;
      this.flow = flow;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      try (Current outside = new Current(call.parent())) {
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onNext(Event event) {
      try {
        if (GenAiTelemetry.get().capturesContent() && event.finalResponse()) {
          answer = event.stringifyContent();
        }
      } catch (RuntimeException | LinkageError unreadable) {
        // the application's event matters more
      }
      try (Current outside = new Current(call.parent())) {
        actual.onNext(event);
      }
    }

    @Override
    public void onComplete() {
      GenAiResponse response = new GenAiResponse();
      if (answer != null && !answer.isEmpty()) {
        response.content(
            Content.OUTPUT_MESSAGES, Messages.listOf(Messages.message("assistant", answer)));
      }
      call.end(response);
      try (Current outside = new Current(call.parent())) {
        actual.onComplete();
      }
    }

    @Override
    public void onError(Throwable error) {
      call.fail(error, null);
      try (Current outside = new Current(call.parent())) {
        actual.onError(error);
      }
    }

    @Override
    public void request(long count) {
      Subscription source = upstream;
      if (source != null) {
        try (Current inside = new Current(call.context())) {
          source.request(count);
        }
      }
    }

    @Override
    public void cancel() {
      call.cancel(null);
      Subscription source = upstream;
      if (source != null) {
        source.cancel();
      }
    }
  }
}
