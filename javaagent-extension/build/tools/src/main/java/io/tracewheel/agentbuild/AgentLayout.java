// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.agentbuild;

/** Where an OpenTelemetry Java agent jar keeps what. */
final class AgentLayout {

  /** Folder of everything that the agent's own isolated class loader loads. */
  static final String ISOLATED = "inst/";

  /** Isolated classes carry this ending, so that no other class loader finds them by accident. */
  static final String ISOLATED_CLASS_SUFFIX = ".classdata";

  static final String CLASS_SUFFIX = ".class";

  static final String SERVICES = "META-INF/services/";

  /** Service file that names every instrumentation module. */
  static final String MODULE_SERVICE =
      SERVICES + "io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule";

  private AgentLayout() {}

  /**
   * {@code a/B.class} to {@code inst/a/B.classdata}, any other resource to {@code inst/resource}.
   */
  static String isolated(String resource) {
    if (resource.endsWith(CLASS_SUFFIX)) {
      return ISOLATED
          + resource.substring(0, resource.length() - CLASS_SUFFIX.length())
          + ISOLATED_CLASS_SUFFIX;
    }
    return ISOLATED + resource;
  }
}
