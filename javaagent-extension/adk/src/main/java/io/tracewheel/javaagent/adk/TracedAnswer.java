// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.tracewheel.javaagent.genai.GenAiCall;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same as another single, with the end of a tool's run at its end. */
final class TracedAnswer extends Single<Map<String, Object>> {

  private final Single<Map<String, Object>> source;
  private final GenAiCall call;

  TracedAnswer(Single<Map<String, Object>> source, GenAiCall call) {
    this.source = source;
    this.call = call;
  }

  @Override
  protected void subscribeActual(SingleObserver<? super Map<String, Object>> actual) {
    try (Current inside = new Current(call.context())) {
      source.subscribe(new Watch(actual, this));
    }
  }

  private static final class Watch implements SingleObserver<Map<String, Object>>, Disposable {
    private final SingleObserver<? super Map<String, Object>> actual;

    /** Held whole, so that the run is not taken for abandoned while it goes on. */
    private final TracedAnswer answer;

    private volatile @Nullable Disposable upstream;

    Watch(SingleObserver<? super Map<String, Object>> actual, TracedAnswer answer) {
      this.actual = actual;
      this.answer = answer;
    }

    @Override
    public void onSubscribe(Disposable disposable) {
      upstream = disposable;
      try (Current outside = new Current(answer.call.parent())) {
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onSuccess(Map<String, Object> value) {
      try {
        answer.call.end(ToolRun.response(value));
      } catch (RuntimeException | LinkageError unreadable) {
        answer.call.end(null);
      }
      try (Current outside = new Current(answer.call.parent())) {
        actual.onSuccess(value);
      }
    }

    @Override
    public void onError(Throwable error) {
      answer.call.fail(error, null);
      try (Current outside = new Current(answer.call.parent())) {
        actual.onError(error);
      }
    }

    @Override
    public void dispose() {
      answer.call.cancel(null);
      Disposable source = upstream;
      if (source != null) {
        source.dispose();
      }
    }

    @Override
    public boolean isDisposed() {
      Disposable source = upstream;
      return source != null && source.isDisposed();
    }
  }
}
