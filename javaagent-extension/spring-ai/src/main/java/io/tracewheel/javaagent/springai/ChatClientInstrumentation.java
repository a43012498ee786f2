// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.returns;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** How the stream of a chat client is read, which observations do not tell. */
final class ChatClientInstrumentation implements TypeInstrumentation {

  private static final String STREAM =
      "org.springframework.ai.chat.client.DefaultChatClient$DefaultStreamResponseSpec";

  @Override
  public ElementMatcher<ClassLoader> classLoaderOptimization() {
    return hasClassesNamed(STREAM);
  }

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named(STREAM);
  }

  @Override
  public void transform(TypeTransformer transformer) {
    transformer.applyAdviceToMethod(
        named("doGetObservableFluxChatResponse").and(returns(named("reactor.core.publisher.Flux"))),
        getClass().getName() + "$StreamAdvice");
  }

  public static final class StreamAdvice {

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
    public static @Nullable Flux<?> onExit(@Advice.Return @Nullable Flux<?> answer) {
      return answer == null ? null : TracedFlux.of(answer, null);
    }

    private StreamAdvice() {}
  }
}
