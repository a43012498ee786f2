// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

/** See the README of this module. */
public interface OperationStatus<S extends Enum<S>> {

  S getStatus();
}
