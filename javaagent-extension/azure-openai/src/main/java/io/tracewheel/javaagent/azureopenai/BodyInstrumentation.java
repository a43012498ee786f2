// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import com.azure.core.util.BinaryData;
import com.azure.core.util.serializer.ObjectSerializer;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.io.InputStream;
import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The ways to read a body. Whoever reads the answer of a traced call is seen doing so; the class is
 * final and what it holds may be read only once, so it is watched in place. All other bodies cost
 * the look at a field.
 */
final class BodyInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("com.azure.core.util.BinaryData");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    String advice = getClass().getName();
    transformer.applyAdviceToMethod(
        isMethod().and(namedOneOf("toBytes", "toString", "toByteBuffer")).and(takesArguments(0)),
        advice + "$WholeAdvice");
    transformer.applyAdviceToMethod(
        named("toObject")
            .and(takesArguments(2))
            .and(takesArgument(0, named("com.azure.core.util.serializer.TypeReference")))
            .and(takesArgument(1, named("com.azure.core.util.serializer.ObjectSerializer"))),
        advice + "$ObjectAdvice");
    transformer.applyAdviceToMethod(
        named("toStream").and(takesArguments(0)), advice + "$StreamAdvice");
    transformer.applyAdviceToMethod(
        named("toFluxByteBuffer").and(takesArguments(0)), advice + "$FluxAdvice");
  }

  /** Advice: all of it at once. */
  public static final class WholeAdvice {

    private WholeAdvice() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.This BinaryData body,
        @Advice.Return @Nullable Object whole,
        @Advice.Thrown @Nullable Throwable thrown) {
      AnswerBody answer = AnswerBody.of(body);
      if (answer != null) {
        answer.read(whole, thrown);
      }
    }
  }

  /** Advice: by a serializer, which is replaced by one that tells what it is given. */
  public static final class ObjectAdvice {

    private ObjectAdvice() {}

    @Advice.AssignReturned.ToArguments(@ToArgument(1))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable ObjectSerializer onEnter(
        @Advice.This BinaryData body, @Advice.Argument(1) @Nullable ObjectSerializer serializer) {
      AnswerBody answer = AnswerBody.of(body);
      return answer == null ? serializer : answer.watched(serializer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.This BinaryData body, @Advice.Thrown @Nullable Throwable thrown) {
      AnswerBody answer = AnswerBody.of(body);
      if (answer != null) {
        answer.read(null, thrown);
      }
    }
  }

  /** Advice. */
  public static final class StreamAdvice {

    private StreamAdvice() {}

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable InputStream onExit(
        @Advice.This BinaryData body,
        @Advice.Return @Nullable InputStream bytes,
        @Advice.Thrown @Nullable Throwable thrown) {
      AnswerBody answer = AnswerBody.of(body);
      return answer == null ? bytes : answer.watched(bytes, thrown);
    }
  }

  /** Advice. */
  public static final class FluxAdvice {

    private FluxAdvice() {}

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable Flux<ByteBuffer> onExit(
        @Advice.This BinaryData body,
        @Advice.Return @Nullable Flux<ByteBuffer> bytes,
        @Advice.Thrown @Nullable Throwable thrown) {
      AnswerBody answer = AnswerBody.of(body);
      return answer == null ? bytes : answer.watched(bytes, thrown);
    }
  }
}
