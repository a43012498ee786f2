// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** How this agent names itself in the resource of all telemetry. */
final class Distribution {

  static final String NAME_KEY = "telemetry.distro.name";
  static final String VERSION_KEY = "telemetry.distro.version";
  static final String NAME = "tracewheel";

  /** What the agent would say without us. */
  static final String UPSTREAM_NAME = "opentelemetry-java-instrumentation";

  private Distribution() {}

  /** Version of this build, or {@code unknown} if its resource was stripped from the jar. */
  static String version() {
    Properties properties = new Properties();
    try (InputStream in = Distribution.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException ignored) {
      // A version that cannot be read must not keep the agent from starting.
    }
    return properties.getProperty("version", "unknown");
  }
}
