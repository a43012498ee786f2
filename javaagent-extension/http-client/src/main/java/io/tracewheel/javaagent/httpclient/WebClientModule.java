// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.Collections;
import java.util.List;

/** Spring's WebClient, whatever connector is below it. */
public final class WebClientModule extends HttpClientModule {

  public WebClientModule() {
    super("tracewheel-http-client-spring-webflux");
  }

  /** After upstream's: each puts its filter before the others', and ours is the outermost. */
  @Override
  public int order() {
    return 1;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(new WebClientBuilderInstrumentation());
  }
}
