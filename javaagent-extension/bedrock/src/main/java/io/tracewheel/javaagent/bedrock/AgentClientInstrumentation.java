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

/** The blocking client of agents and knowledge bases; agents answer in events only. */
final class AgentClientInstrumentation implements TypeInstrumentation {

  static final String SERVICE = "software.amazon.awssdk.services.bedrockagentruntime.";
  static final String CLIENT = SERVICE + "DefaultBedrockAgentRuntimeClient";

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
    transformer.applyAdviceToMethod(method("retrieve", "RetrieveRequest", 1), advice);
    transformer.applyAdviceToMethod(
        method("retrieveAndGenerate", "RetrieveAndGenerateRequest", 1), advice);
  }

  /** Advice. */
  public static final class CallAdvice {

    private CallAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AwsCall onEnter(@Advice.Argument(0) @Nullable Object request) {
      return AgentCalls.of(request);
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
