// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

import org.jspecify.annotations.Nullable;

/** See the README of this module. */
public interface AgentProcess extends Blackboard, OperationStatus<AgentProcessStatusCode> {

  String getId();

  Agent getAgent();

  @Nullable Object getFailureInfo();

  ProcessContext getProcessContext();
}
