// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.javaagent.extension.instrumentation.internal.AgentDistributionConfig;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;

/**
 * What the modules of all clients share. That a library above has a span for a call already is told
 * by the context, so they are on only where upstream carries the context to other threads, and
 * where upstream's own instrumentation of a model's client, which tells us nothing, is off; or
 * where somebody asks for them by name.
 */
abstract class HttpClientModule extends TracewheelInstrumentationModule {

  /**
   * @param name of one client in {@code otel.instrumentation.<name>.enabled}; counts before the
   *     common one
   */
  HttpClientModule(String name) {
    super(false, name, "tracewheel-http-client");
  }

  @Override
  public boolean defaultEnabled() {
    AgentDistributionConfig config = AgentDistributionConfig.get();
    return config.isInstrumentationEnabled("tracewheel")
        && config.isInstrumentationEnabled("executors")
        && !config.isInstrumentationEnabled("openai-java");
  }
}
