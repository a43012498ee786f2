// SPDX-License-Identifier: Apache-2.0
/**
 * Marks methods that are the tools, agents, workflows and retrievals of an application without a
 * framework, or with one of its own. The Tracewheel agent makes one span of each call; without the
 * agent nothing happens. No dependencies, and none of the methods' behaviour changes.
 *
 * <p>Put an annotation on the method that runs, not on the interface that declares it; private,
 * final and static methods are fine.
 *
 * <p>Paths, as {@code input} and {@code output} take them, start at {@code arg0}, {@code arg1}...,
 * a parameter's name (if the class was compiled with {@code -parameters}), {@code this} or {@code
 * result}, and go on through properties: {@code arg0.query.text} reads {@code getText()}, {@code
 * text()} or the field of what {@code getQuery()} answers; maps answer by key, lists by number.
 * {@code none} stands for nothing. Contents are read only where the agent is told to capture them.
 */
@NullMarked
package io.tracewheel.annotations;

import org.jspecify.annotations.NullMarked;
