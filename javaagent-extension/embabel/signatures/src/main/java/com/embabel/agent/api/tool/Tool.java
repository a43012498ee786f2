// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.api.tool;

/** See the README of this module. */
public interface Tool {

  Definition getDefinition();

  /** See the README of this module. */
  interface Definition {

    String getDescription();
  }
}
