/** The tags that a person wrote with commas between them. @param {string} text */
export const tagsOf = (text) => text.split(",").map((tag) => tag.trim()).filter((tag) => tag);
