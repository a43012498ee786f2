// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Apache HttpClient 5, blocking and async. */
public final class ApacheModule extends HttpClientModule {

  public ApacheModule() {
    super("tracewheel-http-client-apache");
  }

  /** Before upstream's: the first advice of a method is the outermost. */
  @Override
  public int order() {
    return -1;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new ApacheClassicInstrumentation(),
        new ApacheResponseInstrumentation(),
        new ApacheAsyncInstrumentation(),
        new ApacheProducerInstrumentation());
  }
}
