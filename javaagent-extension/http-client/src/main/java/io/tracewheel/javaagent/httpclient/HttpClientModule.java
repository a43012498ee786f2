// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.httpclient;

import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;

/**
 * What the modules of all clients share: they see every request of an application, so they are off
 * until asked for by name; the switch for all of ours does not count.
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
    return false;
  }
}
