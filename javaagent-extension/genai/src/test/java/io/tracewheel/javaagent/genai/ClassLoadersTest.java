// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A framework in one class loader above a client in another, each with its own copy of ours. */
class ClassLoadersTest {

  private final Recording recording = new Recording();

  /** Defines our classes again, as the agent does in each of the application's class loaders. */
  private static final class Copy extends ClassLoader {
    Copy() {
      super(ClassLoadersTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.tracewheel.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** What runs in the other class loader: a model call, and what came of it. */
  public static final class Inner implements Function<Context, Map<String, Object>> {
    @Override
    public Map<String, Object> apply(Context outer) {
      Recording own = new Recording();
      GenAiCall call =
          GenAiCall.start(
              own.telemetry,
              outer,
              Layer.VENDOR_SDK,
              new GenAiRequest(Operation.CHAT)
                  .provider("openai")
                  .set(GenAiAttributes.REQUEST_MODEL, "gpt-5")
                  .server("api.openai.com", 443));
      call.chunk();
      call.end(
          new GenAiResponse()
              .set(GenAiAttributes.RESPONSE_ID, "r-7")
              .usage(10L, 5L)
              .finishReasons(Collections.singletonList("stop")));
      OpenCall agent = OpenCall.agentIn(outer);
      return Map.of(
          "spans",
          own.spans.getFinishedSpanItems().size(),
          "conversation",
          agent == null ? "" : String.valueOf(agent.requestValue(GenAiAttributes.CONVERSATION_ID)));
    }
  }

  @SuppressWarnings("unchecked") // of the same declaration in another class loader
  private static Map<String, Object> inAnotherLoader(Context outer) throws Exception {
    Class<?> inner = new Copy().loadClass(Inner.class.getName());
    assertThat(inner).isNotEqualTo(Inner.class);
    return ((Function<Context, Map<String, Object>>) inner.getConstructor().newInstance())
        .apply(outer);
  }

  @Test
  void aClientInAnotherClassLoaderEnrichesTheFrameworksSpanAndStartsNone() throws Exception {
    GenAiCall outer =
        GenAiCallTest.start(
            recording, Context.root(), Layer.FRAMEWORK, new GenAiRequest(Operation.CHAT));
    assertThat(inAnotherLoader(outer.context())).containsEntry("spans", 0);
    outer.end(null);

    assertThat(recording.onlySpan().getName()).isEqualTo("chat gpt-5");
    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("server.address", "api.openai.com")
        .containsEntry("gen_ai.response.id", "r-7")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsKey("gen_ai.response.time_to_first_chunk");
  }

  @Test
  void anAgentRunCountsTheCallsOfAnotherClassLoader() throws Exception {
    GenAiCall run =
        GenAiCallTest.start(
            recording,
            Context.root(),
            Layer.FRAMEWORK,
            new GenAiRequest(Operation.INVOKE_AGENT)
                .set(GenAiAttributes.CONVERSATION_ID, "conversation-7"));
    assertThat(inAnotherLoader(run.context()))
        .containsEntry("spans", 1)
        .containsEntry("conversation", "conversation-7");
    run.end(null);

    assertThat(Recording.attributes(recording.onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.usage.output_tokens", 5L);
  }

  @Test
  void everyCallAcrossClassLoadersHasAnAnswer() {
    BiFunction<String, Object[], Object> call =
        GenAiCallTest.start(recording, Context.root(), Layer.FRAMEWORK, GenAiCallTest.chat());
    ForeignCall foreign = new ForeignCall(call);
    assertThat(foreign.family()).isEqualTo(OpenCall.INFERENCE);
    assertThat(foreign.covers(OpenCall.INFERENCE, 0, "")).isTrue();
    assertThat(foreign.covers(OpenCall.TOOL, 0, "")).isFalse();
    foreign.enrichRequest(Map.of(GenAiAttributes.REQUEST_TOP_P, 0.25));
    foreign.enrichResponse(Map.of(GenAiAttributes.RESPONSE_ID, "r-9"));
    foreign.chunkSeen();
    foreign.countChild(OpenCall.TOOL);
    foreign.addUsage(1, 2);
    assertThat(foreign.requestValue(GenAiAttributes.PROVIDER_NAME)).isEqualTo("openai");
  }
}
