// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.services.bedrockagentruntime.model.BedrockAgentRuntimeRequest;

/** As {@link SendInstrumentation}, for requests to agents and knowledge bases only. */
final class AgentSendInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("software.amazon.awssdk.core.interceptor.ExecutionInterceptorChain");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("beforeTransmission").and(takesArguments(2)), getClass().getName() + "$SendAdvice");
  }

  /** Advice. */
  public static final class SendAdvice {

    private SendAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static void onEnter(@Advice.Argument(0) Context.@Nullable BeforeTransmission sending) {
      if (sending != null && sending.request() instanceof BedrockAgentRuntimeRequest) {
        AgentCalls.sending(sending.httpRequest().getUri().toString());
      }
    }
  }
}
