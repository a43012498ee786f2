// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.Collections;
import java.util.List;

/** {@code java.net.http}, from JDK 11. */
public final class JdkHttpClientModule extends HttpClientModule {

  public JdkHttpClientModule() {
    super("tracewheel-http-client-jdk");
  }

  /** Before upstream's: the first advice of a method is the outermost. */
  @Override
  public int order() {
    return -1;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(new JdkHttpClientInstrumentation());
  }
}
