// SPDX-License-Identifier: Apache-2.0
package com.embabel.chat;

/** See the README of this module. */
public abstract class ToolCall {

  public final String getId() {
    throw new UnsupportedOperationException();
  }

  public final String getName() {
    throw new UnsupportedOperationException();
  }

  public final String getArguments() {
    throw new UnsupportedOperationException();
  }
}
