/** Puts the caret into the field that a fragment brings in. */
export function autofocus(root) {
  const field = root.matches?.("[autofocus]") ? root : root.querySelector?.("[autofocus]");
  if (!field || field.closest("dialog:not([open])")) return;
  field.focus();
  if (field.matches("input:not([type=checkbox], [type=radio])")) field.select();
}
