// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.googlegenai;

import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.google.genai.ResponseStream;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/** Reading a stream: its one iterator serves every loop over it. */
final class StreamIteratorInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.google.genai.ResponseStream$ResponseStreamIterator");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("hasNext").and(takesArguments(0)), getClass().getName() + "$HasNextAdvice");
    transformer.applyAdviceToMethod(
        named("next").and(takesArguments(0)).and(not(isSynthetic())),
        getClass().getName() + "$NextAdvice");
  }

  /** Advice: there may be no more. */
  public static final class HasNextAdvice {

    private HasNextAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.FieldValue("this$0") ResponseStream<?> stream,
        @Advice.Return boolean more,
        @Advice.Thrown @Nullable Throwable thrown) {
      WatchedStreams.asked(stream, more, thrown);
    }
  }

  /** Advice: a chunk, or what went wrong on the way. */
  public static final class NextAdvice {

    private NextAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.FieldValue("this$0") ResponseStream<?> stream,
        @Advice.Return @Nullable Object chunk,
        @Advice.Thrown @Nullable Throwable thrown) {
      WatchedStreams.read(stream, chunk, thrown);
    }
  }
}
