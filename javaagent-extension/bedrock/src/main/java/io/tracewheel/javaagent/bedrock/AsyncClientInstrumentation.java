// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.opentelemetry.javaagent.extension.instrumentation.TypeTransformer;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The async client, the only one that streams: to a handler, which is replaced by one that tells.
 */
final class AsyncClientInstrumentation implements TypeInstrumentation {

  @Override
  public ElementMatcher<TypeDescription> typeMatcher() {
    return named(ClientInstrumentation.SERVICE + "DefaultBedrockRuntimeAsyncClient");
  }

  @Override
  public void transform(TypeTransformer transformer) {
    String call = getClass().getName() + "$CallAdvice";
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("converse", "ConverseRequest", 1), call);
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("invokeModel", "InvokeModelRequest", 1), call);
    String stream = getClass().getName() + "$StreamAdvice";
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("converseStream", "ConverseStreamRequest", 2), stream);
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method(
            "invokeModelWithResponseStream", "InvokeModelWithResponseStreamRequest", 2),
        stream);
  }

  /** Advice. */
  public static final class CallAdvice {

    private CallAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable AwsCall onEnter(@Advice.Argument(0) @Nullable Object request) {
      return ModelCalls.of(request);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable AwsCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
    }
  }

  /** Advice. The first element of what it hands on is the call, the second the handler to use. */
  public static final class StreamAdvice {

    private StreamAdvice() {}

    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 1, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable Object[] onEnter(
        @Advice.Argument(0) @Nullable Object request,
        @Advice.Argument(1) @Nullable Object handler) {
      return ModelCalls.streamed(request, handler);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable Object @Nullable [] entered) {
      return AwsCall.returnedFuture(entered, answer, thrown);
    }
  }
}
