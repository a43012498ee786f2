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
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

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
    String advice = getClass().getName();
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("converse", "ConverseRequest", 1), advice + "$ConverseAdvice");
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("invokeModel", "InvokeModelRequest", 1),
        advice + "$InvokeAdvice");
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method("converseStream", "ConverseStreamRequest", 2),
        advice + "$ConverseStreamAdvice");
    transformer.applyAdviceToMethod(
        ClientInstrumentation.method(
            "invokeModelWithResponseStream", "InvokeModelWithResponseStreamRequest", 2),
        advice + "$InvokeStreamAdvice");
  }

  /** Advice. */
  public static final class ConverseAdvice {

    private ConverseAdvice() {}

    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable BedrockCall onEnter(
        @Advice.Argument(0) @Nullable ConverseRequest request) {
      return BedrockCall.converse(request);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable BedrockCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
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

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable BedrockCall call) {
      return call == null ? answer : call.returnedFuture(answer, thrown);
    }
  }

  /** Advice. The first element of what it hands on is the call, the second the handler to use. */
  public static final class ConverseStreamAdvice {

    private ConverseStreamAdvice() {}

    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 1, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable Object[] onEnter(
        @Advice.Argument(0) @Nullable ConverseStreamRequest request,
        @Advice.Argument(1) @Nullable ConverseStreamResponseHandler handler) {
      return BedrockCall.converseStream(request, handler);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable Object @Nullable [] entered) {
      return BedrockCall.returnedFuture(entered, answer, thrown);
    }
  }

  /** Advice. Hands on as the one above. */
  public static final class InvokeStreamAdvice {

    private InvokeStreamAdvice() {}

    @Advice.AssignReturned.ToArguments(
        @ToArgument(value = 1, index = 1, typing = Assigner.Typing.DYNAMIC))
    @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
    public static @Nullable Object[] onEnter(
        @Advice.Argument(0) @Nullable InvokeModelWithResponseStreamRequest request,
        @Advice.Argument(1) @Nullable InvokeModelWithResponseStreamResponseHandler handler) {
      return BedrockCall.invokeStream(request, handler);
    }

    @Advice.AssignReturned.ToReturned
    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
    public static @Nullable CompletableFuture<Object> onExit(
        @Advice.Return @Nullable CompletableFuture<Object> answer,
        @Advice.Thrown @Nullable Throwable thrown,
        @Advice.Enter @Nullable Object @Nullable [] entered) {
      return BedrockCall.returnedFuture(entered, answer, thrown);
    }
  }
}
