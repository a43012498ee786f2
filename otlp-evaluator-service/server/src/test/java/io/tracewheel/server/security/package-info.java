// SPDX-License-Identifier: Apache-2.0
/** Tests of who gets in, over real connections to a real evaluator. */
@NullMarked
package io.tracewheel.server.security;

import org.jspecify.annotations.NullMarked;
