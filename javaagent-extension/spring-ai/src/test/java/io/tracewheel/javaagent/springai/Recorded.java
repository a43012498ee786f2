// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.tracewheel.javaagent.genai.GenAiAttributes;
import io.tracewheel.javaagent.genai.GenAiRequest;
import io.tracewheel.javaagent.genai.GenAiResponse;
import io.tracewheel.javaagent.genai.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real SDK in place of the agent's, for all tests of one JVM. */
final class Recorded {

  private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

  static {
    GlobalOpenTelemetry.set(
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(SPANS))
                    .build())
            .build());
  }

  private Recorded() {}

  /** Forgets what was recorded before. */
  static void reset() {
    SPANS.reset();
  }

  static List<SpanData> spans() {
    return SPANS.getFinishedSpanItems();
  }

  /** A call of a model that knows nothing but its name. */
  static Recorder call(String model) {
    return new Recorder() {
      @Override
      public GenAiRequest request(boolean streaming) {
        return new GenAiRequest(Operation.CHAT).set(GenAiAttributes.REQUEST_MODEL, model);
      }

      @Override
      public GenAiResponse response(@Nullable Object result) {
        return new GenAiResponse();
      }

      @Override
      public boolean streams() {
        return true;
      }
    };
  }

  /** One that fails at everything it is asked. */
  static Recorder broken() {
    return new Recorder() {
      @Override
      public GenAiRequest request(boolean streaming) {
        throw new IllegalStateException("no request");
      }

      @Override
      public GenAiResponse response(@Nullable Object result) {
        throw new IllegalStateException("no response");
      }

      @Override
      public void chunk(Object element) {
        throw new IllegalStateException("no chunk");
      }

      @Override
      public boolean streams() {
        return true;
      }
    };
  }
}
