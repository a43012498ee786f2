// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the packaged agent from outside: applications run in JVMs of their own with the jars
 * that users get.
 */
@NullMarked
package io.tracewheel.javaagent.tests;

import org.jspecify.annotations.NullMarked;
