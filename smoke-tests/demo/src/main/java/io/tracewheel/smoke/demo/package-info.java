// SPDX-License-Identifier: Apache-2.0
/** Shows the whole road on one screen: what it prints is what came through the pipe. */
@NullMarked
package io.tracewheel.smoke.demo;

import org.jspecify.annotations.NullMarked;
