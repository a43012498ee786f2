// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.langchain4j;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import io.tracewheel.javaagent.genai.Content;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.GenAiTelemetry;
import io.tracewheel.javaagent.genai.Layer;
import io.tracewheel.javaagent.genai.Messages;
import io.tracewheel.javaagent.genai.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One call of an AI service's method. */
public final class AgentRun {

  /** Given to services without a memory id of their own; says nothing about conversations. */
  private static final String DEFAULT_MEMORY = "default";

  /** What a token stream may be adapted to; the model is not called before it is subscribed to. */
  private static final Set<String> STREAMS =
      Set.of("reactor.core.publisher.Flux", "io.smallrye.mutiny.Multi");

  private final @Nullable GenAiCall call;
  private final AgentStream.@Nullable Announced stream;

  private AgentRun(@Nullable GenAiCall call, AgentStream.@Nullable Announced stream) {
    this.call = call;
    this.stream = stream;
  }

  /** Starts a run on this thread; {@code null} for methods that are not the service's own. */
  public static @Nullable AgentRun of(Method method, Object @Nullable [] arguments) {
    Class<?> service = method.getDeclaringClass();
    if (service == Object.class || method.isDefault() || AgentNote.isLibrarys(service)) {
      return null;
    }
    GenAiRequest request = request(method, arguments == null ? new Object[0] : arguments);
    Class<?> answer = method.getReturnType();
    if (TokenStream.class.isAssignableFrom(answer) || STREAMS.contains(answer.getName())) {
      return new AgentRun(null, new AgentStream.Announced(request));
    }
    return new AgentRun(GenAiCall.start(Layer.FRAMEWORK, request).attach(), null);
  }

  /** The service's method returned or threw, on the thread where it was called. */
  public void returned(@Nullable Object result, @Nullable Throwable error) {
    if (stream != null) {
      stream.returned(error);
    }
    GenAiCall run = call;
    if (run == null) {
      return;
    }
    run.detach();
    if (error != null) {
      run.fail(error, null);
    } else if (result instanceof CompletionStage<?> later) {
      later.whenComplete(
          (answer, failure) -> {
            if (failure != null) {
              run.fail(failure, null);
            } else {
              run.end(response(answer));
            }
          });
    } else {
      run.end(response(result));
    }
  }

  private static GenAiRequest request(Method method, Object[] arguments) {
    GenAiRequest request = new GenAiRequest(Operation.INVOKE_AGENT);
    AgentNote note = AgentNote.current();
    if (note != null) {
      request.set(GenAiAttributes.AGENT_NAME, note.name);
      request.set(GenAiAttributes.AGENT_DESCRIPTION, note.description);
    }
    request.setIfAbsent(
        GenAiAttributes.AGENT_NAME,
        method.getDeclaringClass().getSimpleName() + "." + method.getName());
    describeArguments(request, method, arguments);
    return request;
  }

  /** What the arguments of an agent's method tell: the conversation and the user's message. */
  static void describeArguments(GenAiRequest request, Method method, Object[] arguments) {
    Parameter[] parameters = method.getParameters();
    Object message = null;
    for (int i = 0; i < parameters.length && i < arguments.length; i++) {
      if (parameters[i].isAnnotationPresent(MemoryId.class)) {
        String id = String.valueOf(arguments[i]);
        if (arguments[i] != null && !id.equals(DEFAULT_MEMORY)) {
          request.set(GenAiAttributes.CONVERSATION_ID, id);
        }
      } else if (parameters[i].isAnnotationPresent(UserMessage.class)
          || (parameters[i].getAnnotations().length == 0 && parameters.length == 1)) {
        message = arguments[i];
      }
    }
    if (message instanceof String text && GenAiTelemetry.get().capturesContent()) {
      request.content(Content.INPUT_MESSAGES, Messages.listOf(Messages.message("user", text)));
    }
  }

  static GenAiResponse response(@Nullable Object result) {
    GenAiResponse response = new GenAiResponse();
    Object answer = result instanceof Result<?> wrapped ? wrapped.content() : result;
    if (GenAiTelemetry.get().capturesContent()
        && (answer instanceof CharSequence
            || answer instanceof Number
            || answer instanceof Boolean
            || answer instanceof Enum)) {
      response.content(
          Content.OUTPUT_MESSAGES,
          Messages.listOf(Messages.message("assistant", answer.toString())));
    }
    return response;
  }
}
