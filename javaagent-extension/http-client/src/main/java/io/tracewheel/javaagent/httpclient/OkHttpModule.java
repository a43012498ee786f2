// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import java.util.Collections;
import java.util.List;

/** OkHttp from 3.14. */
public final class OkHttpModule extends HttpClientModule {

  public OkHttpModule() {
    super("tracewheel-http-client-okhttp");
  }

  /** After upstream's, whose interceptors then come below ours. */
  @Override
  public int order() {
    return 1;
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Collections.singletonList(new OkHttpClientInstrumentation());
  }
}
