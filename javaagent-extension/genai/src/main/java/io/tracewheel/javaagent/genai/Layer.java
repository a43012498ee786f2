// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

/**
 * How far from the wire an instrumentation sits. One model call makes one span: the outermost layer
 * opens it, the layers below add what only they see.
 */
public enum Layer {
  HTTP(1),
  VENDOR_SDK(2),
  FRAMEWORK(3);

  final int rank;

  Layer(int rank) {
    this.rank = rank;
  }
}
