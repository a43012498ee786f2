// SPDX-License-Identifier: Apache-2.0
/** What the room calls of Embabel, as declared there. */
@NullMarked
package com.embabel.agent.domain.io;

import org.jspecify.annotations.NullMarked;
