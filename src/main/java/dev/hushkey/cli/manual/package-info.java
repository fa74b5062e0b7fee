/** What people read about the commands: help, man pages, and completion for shells. */
package dev.hushkey.cli.manual;
