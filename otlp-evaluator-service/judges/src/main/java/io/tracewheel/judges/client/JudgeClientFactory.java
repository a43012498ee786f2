// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.client;

import java.util.Set;

/**
 * Makes clients; found as a service, so that their libraries are loaded when a judge needs them.
 */
public interface JudgeClientFactory {

  /** The wire formats that it speaks. */
  Set<String> providers();

  /**
   * A client.
   *
   * @throws IllegalArgumentException if the endpoint lacks something; the message is a clause
   */
  JudgeClient create(Endpoint endpoint);
}
