/** Which of several whole installations this is, and what is issued by another one. */
package dev.hushkey.cell;
