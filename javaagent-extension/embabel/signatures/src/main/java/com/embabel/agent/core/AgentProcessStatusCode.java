// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

/** See the README of this module. */
public enum AgentProcessStatusCode {
  NOT_STARTED,
  RUNNING,
  COMPLETED,
  FAILED,
  TERMINATED,
  KILLED,
  STUCK,
  WAITING,
  PAUSED
}
