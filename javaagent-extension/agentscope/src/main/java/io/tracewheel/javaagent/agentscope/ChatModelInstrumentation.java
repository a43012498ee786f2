// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.agentscope;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.agentscope.core.message.Msg;
import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.ChatResponse;
import io.agentscope.core.model.GenerateOptions;
import io.agentscope.core.model.ToolSchema;
import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Every provider's chat model, streaming or not. */
final class ChatModelInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named("io.agentscope.core.model.ChatModelBase");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("stream").and(takesArguments(3)).and(returns(named("reactor.core.publisher.Flux"))),
        getClass().getName() + "$StreamAdvice");
  }

  public static final class StreamAdvice {

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable PreparedCall onEnter(
        @Advice.This ChatModelBase model,
        @Advice.Argument(0) @Nullable List<Msg> messages,
        @Advice.Argument(1) @Nullable List<ToolSchema> tools,
        @Advice.Argument(2) @Nullable GenerateOptions options) {
      return ModelCall.prepare(model, messages, tools, options);
    }

    @AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable Flux<ChatResponse> onExit(
        @Advice.Return @Nullable Flux<ChatResponse> answer,
        @Advice.Thrown @Nullable Throwable error,
        @Advice.Enter @Nullable PreparedCall call) {
      return call == null ? answer : call.answer(answer, error);
    }

    private StreamAdvice() {}
  }
}
