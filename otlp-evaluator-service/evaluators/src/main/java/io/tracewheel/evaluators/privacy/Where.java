// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.privacy;

/** Where in an operation a text stands. */
enum Where {
  /** What people and instructions said to the model. */
  INPUT("the input"),
  /** What the model said, and messages of errors. */
  OUTPUT("the output"),
  /** Arguments and results of tools, and documents that were retrieved. */
  TOOLS("tools");

  final String words;

  Where(String words) {
    this.words = words;
  }
}
