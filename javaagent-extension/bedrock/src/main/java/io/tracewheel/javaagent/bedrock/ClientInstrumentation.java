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

/** The blocking client: all overloads of a method end in the one that takes a request. */
final class ClientInstrumentation implements TypeInstrumentation {

  static final String SERVICE = "software.amazon.awssdk.services.bedrockruntime.";
  static final String CLIENT = SERVICE + "DefaultBedrockRuntimeClient";

  static ElementMatcher<MethodDescription> method(String name, String request, int arguments) {
    return named(name)
        .and(takesArguments(arguments))
        .and(takesArgument(0, named(SERVICE + "model." + request)));
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named(CLIENT);
  }

  @Override
  public void transform(TypeTransformer transformer) {
    String advice = getClass().getName() + "$CallAdvice";
    transformer.applyAdviceToMethod(method("converse", "ConverseRequest", 1), advice);
    transformer.applyAdviceToMethod(method("invokeModel", "InvokeModelRequest", 1), advice);
  }

  /** Advice. */
  public static final class CallAdvice {

    private CallAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AwsCall onEnter(@Advice.Argument(0) @Nullable Object request) {
      return ModelCalls.of(request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static void onExit(
        @Advice.Return @Nullable Object answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable AwsCall call) {
      if (call != null) {
        call.returned(answer, thrown);
      }
    }
  }
}
