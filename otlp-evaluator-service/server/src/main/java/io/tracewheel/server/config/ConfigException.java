// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import java.util.List;

/**
 * The configuration cannot be used; the message has one line for each problem, each naming place,
 * fault and remedy.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  /** A configuration with these problems, in the order of the file. */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
