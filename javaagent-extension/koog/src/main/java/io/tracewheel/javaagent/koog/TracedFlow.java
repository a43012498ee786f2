// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.koog;

import ai.koog.prompt.Prompt;
import ai.koog.prompt.executor.clients.LLMClientAPI;
import ai.koog.prompt.llm.LLModel;
import ai.koog.prompt.streaming.StreamFrame;
import io.tracewheel.javaagent.genai.GenAiCall;
import io.tracewheel.javaagent.genai.Layer;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowCollector;
import org.jspecify.annotations.Nullable;

/** The same frames, with one call for each who collects them. */
public final class TracedFlow implements Flow<StreamFrame> {

  private final LLMClientAPI client;
  private final Prompt prompt;
  private final LLModel model;
  private final Flow<StreamFrame> source;

  public TracedFlow(LLMClientAPI client, Prompt prompt, LLModel model, Flow<StreamFrame> source) {
    this.client = client;
    this.prompt = prompt;
    this.model = model;
    this.source = source;
  }

  @Override
  @SuppressWarnings("unchecked") // a continuation takes whatever the method answers with
  public @Nullable Object collect(
      FlowCollector<? super StreamFrame> collector, Continuation<? super Unit> continuation) {
    SuspendedCall suspended;
    FlowCollector<StreamFrame> watching;
    try {
      GenAiCall call =
          GenAiCall.start(Layer.FRAMEWORK, ModelCall.request(client, prompt, model).streaming());
      Frames frames = new Frames(call);
      suspended =
          SuspendedCall.staying(
              (Continuation<Object>) continuation, call, value -> frames.answer());
      watching =
          (frame, next) -> {
            frames.seen(frame);
            return ((FlowCollector<StreamFrame>) collector).emit(frame, next);
          };
    } catch (RuntimeException | LinkageError untraceable) {
      return source.collect(collector, continuation);
    }
    Object[] entered = {suspended};
    try {
      Object result = source.collect(watching, (Continuation<Unit>) (Continuation<?>) suspended);
      SuspendedCall.returned(entered, result, null);
      return result;
    } catch (Throwable error) {
      SuspendedCall.returned(entered, null, error);
      throw error;
    }
  }
}
