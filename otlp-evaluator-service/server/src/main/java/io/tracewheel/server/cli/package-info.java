// SPDX-License-Identifier: Apache-2.0
/** The command line: options, sentences for the user, exit codes. */
@NullMarked
package io.tracewheel.server.cli;

import org.jspecify.annotations.NullMarked;
