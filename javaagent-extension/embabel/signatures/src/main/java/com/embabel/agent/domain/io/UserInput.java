// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.domain.io;

/** See the README of this module. */
public abstract class UserInput {

  public abstract String getContent();
}
