// SPDX-License-Identifier: Apache-2.0
package com.embabel.agent.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** See the README of this module. */
public interface Blackboard {

  List<Object> getObjects();

  @Nullable Object lastResult();
}
