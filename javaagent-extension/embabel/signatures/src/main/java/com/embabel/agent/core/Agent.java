// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

/** See the README of this module. */
public abstract class Agent {

  public abstract String getName();

  public abstract String getDescription();
}
