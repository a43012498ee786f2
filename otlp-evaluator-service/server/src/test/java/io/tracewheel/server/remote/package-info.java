// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tracewheel.server.remote;

import org.jspecify.annotations.NullMarked;
