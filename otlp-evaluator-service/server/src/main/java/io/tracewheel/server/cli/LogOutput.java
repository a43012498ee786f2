// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.cli;

import static java.util.Locale.ROOT;

import io.tracewheel.server.config.EvaluatorConfig.LogLevel;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up the lines on stderr; to be called before anything has logged. */
final class LogOutput {
  private static final String SIMPLE_LOGGER = "org.slf4j.simpleLogger.";

  private LogOutput() {}

  /** For every command: what libraries tell of themselves in passing. */
  static void quietLibraries() {
    // One stack trace for each message that a client sends too large.
    set("log.io.grpc.netty.NettyServerStream", "off");
    // A line for each native library that it loads.
    set("log.com.intel.gkl", "warn");
    // A line for each attempt to reach a broker that is down; the log on Kafka says it itself.
    set("log.org.apache.kafka", "error");
  }

  static void setUp(LogLevel level) {
    set("logFile", "System.err");
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("showLogName", "false");
    set("defaultLogLevel", level == LogLevel.ERROR ? "error" : "warn");
    set("log.io.tracewheel", level.name().toLowerCase(ROOT));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** What the user has set with -D wins. */
  private static void set(String name, String value) {
    if (System.getProperty(SIMPLE_LOGGER + name) == null) {
      System.setProperty(SIMPLE_LOGGER + name, value);
    }
  }
}
