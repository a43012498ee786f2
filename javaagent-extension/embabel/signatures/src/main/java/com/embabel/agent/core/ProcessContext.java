// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

/** See the README of this module. */
public abstract class ProcessContext {

  public final ProcessOptions getProcessOptions() {
    throw new UnsupportedOperationException();
  }
}
