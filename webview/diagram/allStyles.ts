// The rules of all parts of the diagram's page, as one sheet.

import './details/details.css';
import './diagram.css';
import './textField.css';
import './interaction/elsewhere.css';
import './interaction/keyList.css';
import './interaction/menu.css';
import './interaction/notice.css';
import './overlay/legend.css';
import './palette/palette.css';
import './search/search.css';
