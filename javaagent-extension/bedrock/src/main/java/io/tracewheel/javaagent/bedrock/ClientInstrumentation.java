// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;

/** The blocking client. Its overloads that take builders are defaults that end here. */
final class ClientInstrumentation implements TypeInstrumentation {

  static final String SERVICE = "software.amazon.awssdk.services.bedrockruntime.";

  static ElementMatcher<MethodDescription> method(String name, String request, int arguments) {
    return named(name)
        .and(takesArguments(arguments))
        .and(takesArgument(0, named(SERVICE + "model." + request)));
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named(SERVICE + "DefaultBedrockRuntimeClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        method("converse", "ConverseRequest", 1), getClass().getName() + "$ConverseAdvice");
    transformer.applyAdviceToMethod(
        method("invokeModel", "InvokeModelRequest", 1), getClass().getName() + "$InvokeAdvice");
  }

  /** Advice. */
  public static final class ConverseAdvice {

    private ConverseAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable BedrockCall onEnter(
        @Advice.Argument(0) @Nullable ConverseRequest request) {
      return BedrockCall.converse(request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable BedrockCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
    }
  }

  /** Advice. */
  public static final class InvokeAdvice {

    private InvokeAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable BedrockCall onEnter(
        @Advice.Argument(0) @Nullable InvokeModelRequest request) {
      return BedrockCall.invoke(request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable BedrockCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
    }
  }
}
